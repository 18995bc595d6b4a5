"""Proxies and gateways in front of servers: nginx, Caddy, Ingress, Kong, Envoy, Traefik."""
