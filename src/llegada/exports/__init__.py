"""What goes out: datasets with their dictionary, files made once and served again, keys for programs, catalogues."""
