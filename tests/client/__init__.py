"""The client room: settings, store, remote, sync, workbench and view models, without a screen."""
