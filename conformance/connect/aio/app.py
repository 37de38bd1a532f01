import asyncio
# [imports]
from gcloud.aio.taskqueue import PushQueue
# [end]


async def main():
    # [client]
    queue = PushQueue("demo", "mail")
    # [end]
    print((await queue.create({"httpRequest": {"url": "http://localhost:1/x"}}))["name"])
    await queue.session.close()


asyncio.run(main())
