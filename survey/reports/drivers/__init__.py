"""What drives satisfaction: stated and derived importance, and the quadrants made of them."""
