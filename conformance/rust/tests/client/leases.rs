//! `projects.locations.queues.tasks.{lease,acknowledge,renewLease,cancelLease}`

use google_cloudtasks2_beta2::api::{
    AcknowledgeTaskRequest, CancelLeaseRequest, LeaseTasksRequest, RenewLeaseRequest, RunTaskRequest,
};

use crate::{assert_refused, ids, Session, TASK_GONE};

#[tokio::test]
async fn locations_queues_tasks_lease_hides_the_task() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    session.add(&queue, "t", "").await;
    let before = chrono::Utc::now();

    let leased = session.lease(&queue, None).await;

    let until = leased[0].schedule_time.unwrap();
    assert!(until >= before + chrono::Duration::seconds(60) && until < before + chrono::Duration::seconds(75));
    assert_eq!(leased[0].pull_message.as_ref().unwrap().payload.as_deref(), Some(&b"\xffwork"[..]));
    assert_eq!(leased[0].status.as_ref().unwrap().attempt_dispatch_count, Some(1));
    assert!(session.lease(&queue, None).await.is_empty());
}

#[tokio::test]
async fn locations_queues_tasks_lease_filters_by_tag() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    for (id, tag) in [("a", "red"), ("b", "blue"), ("c", "red"), ("d", "green")] {
        session.add(&queue, id, tag).await;
    }

    assert_eq!(ids(&session.lease(&queue, Some("tag=\"blue\"")).await), ["b"]);
    assert_eq!(ids(&session.lease(&queue, Some("tag_function=oldest_tag()")).await), ["a", "c"]);
    assert_eq!(ids(&session.lease(&queue, Some("tag=green")).await), ["d"]);
}

#[tokio::test]
async fn locations_queues_tasks_lease_refuses_counts_and_durations_out_of_range() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    let week = chrono::Duration::weeks(1);

    for (max_tasks, duration) in [(1001, week), (-1, week), (1, week + chrono::Duration::seconds(1))] {
        let request =
            LeaseTasksRequest { max_tasks: Some(max_tasks), lease_duration: Some(duration), ..Default::default() };
        let answer = session.hub.projects().locations_queues_tasks_lease(request, &queue).doit().await;
        assert_refused(answer, "INVALID_ARGUMENT", "");
    }
}

#[tokio::test]
async fn locations_queues_tasks_acknowledge_ends_the_task() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    session.add(&queue, "t", "").await;
    let task = session.lease(&queue, None).await.remove(0);
    let name = task.name.unwrap();
    let acknowledge = async |time: chrono::DateTime<chrono::Utc>| {
        let request = AcknowledgeTaskRequest { schedule_time: Some(time) };
        session.hub.projects().locations_queues_tasks_acknowledge(request, &name).doit().await
    };
    let until = task.schedule_time.unwrap();

    let early = acknowledge(until - chrono::Duration::microseconds(1)).await;

    assert_refused(early, "FAILED_PRECONDITION", "");
    acknowledge(until).await.unwrap();
    let answer = session.hub.projects().locations_queues_tasks_get(&name).doit().await;
    assert_refused(answer, "NOT_FOUND", TASK_GONE);
    assert_refused(acknowledge(until).await, "NOT_FOUND", "");
}

#[tokio::test]
async fn locations_queues_tasks_renew_lease_counts_from_now() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    session.add(&queue, "t", "").await;
    let task = session.lease(&queue, None).await.remove(0);
    let name = task.name.unwrap();
    let request = RenewLeaseRequest {
        schedule_time: task.schedule_time,
        lease_duration: Some(chrono::Duration::seconds(600)),
        response_view: Some("FULL".to_string()),
    };

    let call = session.hub.projects().locations_queues_tasks_renew_lease(request.clone(), &name);
    let (_, renewed) = call.doit().await.unwrap();

    assert!(renewed.schedule_time.unwrap() - task.schedule_time.unwrap() >= chrono::Duration::seconds(540));
    assert!(renewed.pull_message.unwrap().payload.is_some());
    let again = session.hub.projects().locations_queues_tasks_renew_lease(request, &name).doit().await;
    assert_refused(again, "FAILED_PRECONDITION", "");
}

#[tokio::test]
async fn locations_queues_tasks_cancel_lease_makes_the_task_available() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    session.add(&queue, "t", "").await;
    let task = session.lease(&queue, None).await.remove(0);
    let request = CancelLeaseRequest { schedule_time: task.schedule_time, response_view: None };

    let call = session.hub.projects().locations_queues_tasks_cancel_lease(request, task.name.as_deref().unwrap());
    let (_, cancelled) = call.doit().await.unwrap();

    assert!(cancelled.schedule_time.unwrap() < task.schedule_time.unwrap());
    assert_eq!(cancelled.pull_message.unwrap().payload, None);
    assert_eq!(ids(&session.lease(&queue, None).await), ["t"]);
}

#[tokio::test]
async fn locations_queues_tasks_run_refuses_a_pull_task() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    let name = session.add(&queue, "t", "").await.name.unwrap();

    let answer = session.hub.projects().locations_queues_tasks_run(RunTaskRequest::default(), &name).doit().await;

    assert_refused(answer, "FAILED_PRECONDITION", "");
}
