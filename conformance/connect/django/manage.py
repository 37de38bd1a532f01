import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django_cloud_tasks"],
    ROOT_URLCONF="django_cloud_tasks.urls",
    DJANGO_CLOUD_TASKS_APP_NAME="mail",
    DJANGO_CLOUD_TASKS_ENDPOINT="http://localhost:1",
    REST_FRAMEWORK={},
    USE_TZ=True,
)
django.setup()

from django_cloud_tasks.tasks import Task  # noqa: E402  after the settings


class Work(Task):
    def run(self):
        pass


print("projects/demo/locations/us-central1/queues/mail/tasks/" + Work.asap().task_id)
