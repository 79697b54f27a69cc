"""The outbox's page: decisions on their way and what became of them."""
