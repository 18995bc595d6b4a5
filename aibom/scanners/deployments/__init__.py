"""What a tree deploys: images, compose files, Kubernetes, Helm, units, scripts, serving commands and gateways."""
