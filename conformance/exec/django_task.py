"""A task of django-google-cloud-tasks. Without GCP_LOCATION, it asks App Engine for the location."""
import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django_cloud_tasks"],
    ROOT_URLCONF="django_cloud_tasks.urls",
    DJANGO_CLOUD_TASKS_APP_NAME="q",
    DJANGO_CLOUD_TASKS_ENDPOINT="http://localhost:1",
    REST_FRAMEWORK={},
    USE_TZ=True,
)
django.setup()

from django_cloud_tasks.tasks import Task  # noqa: E402  after the settings


class a(Task):
    """A task whose name is that of its class."""

    only_once = True

    def run(self):
        pass


a.asap()
