"""What several benches share: servers of their own and documents to send them."""
