"""The browser's door: blueprints, sign-in, security headers, error pages."""
