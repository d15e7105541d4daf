from django.apps import AppConfig


class CareerplansConfig(AppConfig):
    name = "careerplans"
