"""What is done with imports: bringing a file, saying how it is read, trying it, carrying it out and undoing it."""
