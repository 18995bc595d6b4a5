"""Languages in which clouds are described: Terraform and Bicep."""
