from fastapi import APIRouter, FastAPI
from fastapi_cloud_tasks import DelayedRouteBuilder

# [client]
client = None
# [end]
router = APIRouter(route_class=DelayedRouteBuilder(
    client=client, base_url="http://localhost:1", queue_path="projects/demo/locations/us-central1/queues/connect"))


@router.post("/work/{number}")
def work(number: int):
    pass


app = FastAPI()
app.include_router(router)
print(work.delay(number=1).name)
