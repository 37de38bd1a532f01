"""gcloud-aio-taskqueue, which finds the emulator by CLOUDTASKS_EMULATOR_HOST."""
import asyncio
import os

from gcloud.aio.taskqueue import PushQueue


async def main():
    queue = PushQueue(os.environ["GOOGLE_CLOUD_PROJECT"], "q")
    await queue.create({"name": queue.task_name("a"), "httpRequest": {"url": "http://localhost:1/x"}})
    await queue.session.close()


asyncio.run(main())
