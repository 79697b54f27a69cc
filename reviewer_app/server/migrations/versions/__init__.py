"""The server database's migrations, in a row; each is fixed once it was released."""
