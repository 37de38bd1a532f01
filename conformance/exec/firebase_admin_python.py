"""firebase-admin of Python, which finds the emulator by CLOUD_TASKS_EMULATOR_HOST."""
import firebase_admin
from firebase_admin import functions

firebase_admin.initialize_app()
functions.task_queue("q").enqueue({"work": 1}, functions.TaskOptions(task_id="a", uri="http://localhost:1/x"))
