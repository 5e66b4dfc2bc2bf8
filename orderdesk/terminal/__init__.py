"""What happens to the terminal before and around the screens."""
