"""The asynchronous client of Python, with no arguments."""
import asyncio
import os

from google.cloud import tasks_v2


async def main():
    client = tasks_v2.CloudTasksAsyncClient()
    location = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/locations/us-central1"
    queue = (await client.create_queue(parent=location, queue={"name": f"{location}/queues/q"})).name
    await client.create_task(parent=queue, task={
        "name": f"{queue}/tasks/a", "http_request": {"url": "http://localhost:1/x"}})
    print([task.name async for task in await client.list_tasks(parent=queue)])


asyncio.run(main())
