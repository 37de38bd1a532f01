"""Task queues and deferred functions of the App Engine SDK, with APPENGINE_USE_CLOUDTASK_PUSH_QUEUE."""
from google.appengine.api import taskqueue
from google.appengine.ext import deferred

deferred.defer(print, "hello", _queue="q", _name="b", _countdown=600)
taskqueue.add(url="/x", name="a", queue_name="q", countdown=600)
taskqueue.Queue("q").add([taskqueue.Task(url="/x", countdown=600), taskqueue.Task(url="/y", countdown=600)])
assert taskqueue.Queue("q").fetch_statistics().tasks == 4
