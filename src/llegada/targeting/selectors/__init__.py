"""Questions of focalisation."""
