"""What the server does: sign-in, intake, queue, leases, operations, assets, rulebooks; no HTTP and no SQL here."""
