"""A delayed route of fastapi-cloud-tasks, which creates its client and its queue."""
import os

from fastapi import APIRouter, FastAPI
from fastapi_cloud_tasks import DelayedRouteBuilder

queue = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/locations/us-central1/queues/q"
router = APIRouter(route_class=DelayedRouteBuilder(base_url="http://localhost:1", queue_path=queue))


@router.post("/x/{number}")
def work(number: int):
    pass


app = FastAPI()
app.include_router(router)
work.options(task_id="a").delay(number=1)
