"""What a workload and the files around it tell."""
