from survey.web.customers.views import bp

__all__ = ["bp"]
