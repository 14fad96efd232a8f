"""The database: its server, its tables, their migrations, and what is asked of them."""
