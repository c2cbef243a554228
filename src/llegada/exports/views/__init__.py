"""Pages and addresses of what goes out."""
