"""The reference server: routes, service, repository."""
