"""The asynchronous client."""

import asyncio

import grpc
from google.cloud import tasks_v2beta2
from google.cloud.tasks_v2beta2.services.cloud_tasks.transports import CloudTasksGrpcAsyncIOTransport

from messages import duration


def test_a_pull_session_of_many_calls_at_once(address, location):
    async def session():
        async with grpc.aio.insecure_channel(address) as channel:
            client = tasks_v2beta2.CloudTasksAsyncClient(transport=CloudTasksGrpcAsyncIOTransport(channel=channel))
            queue = {"name": f"{location}/queues/q", "pull_target": {}}
            name = (await client.create_queue(request={"parent": location, "queue": queue})).name
            task = {"parent": name, "task": {"pull_message": {"payload": b"work"}}}
            created = await asyncio.gather(*[client.create_task(request=task) for _ in range(50)])
            lease = {"parent": name, "lease_duration": duration(60), "max_tasks": 1000}
            leased = (await client.lease_tasks(request=lease)).tasks
            assert {task.name for task in leased} == {task.name for task in created}
            await asyncio.gather(
                *[client.acknowledge_task(name=task.name, schedule_time=task.schedule_time) for task in leased]
            )
            return [task async for task in await client.list_tasks(request={"parent": name})]

    assert asyncio.run(session()) == []
