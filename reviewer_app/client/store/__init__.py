"""The encrypted local databases: all SQL of the workstation."""

from reviewer_app.client.store.store import Store, StoreKeys, open_store

__all__ = ["Store", "StoreKeys", "open_store"]
