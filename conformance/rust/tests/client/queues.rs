//! `projects.locations.queues.*`

use google_cloudtasks2_beta2::api::{
    AppEngineHttpTarget, AppEngineRouting, Binding, GetIamPolicyRequest, GetPolicyOptions, LeaseTasksRequest,
    PauseQueueRequest, Policy, PurgeQueueRequest, Queue, RateLimits, ResumeQueueRequest, RetryConfig,
    SetIamPolicyRequest, TestIamPermissionsRequest,
};
use google_cloudtasks2_beta2::FieldMask;

use crate::{assert_refused, last_segment, pull, refusal, Session, ENTITY_MISSING, QUEUE_MISSING};

#[tokio::test]
async fn locations_queues_create_fills_in_the_defaults() {
    let session = Session::new();

    let queue = session.create("q", Queue::default()).await.unwrap();

    assert_eq!(queue.name, Some(session.queue_name("q")));
    assert_eq!(queue.state.as_deref(), Some("RUNNING"));
    assert!(queue.app_engine_http_target.is_some() && queue.pull_target.is_none());
    let rate = queue.rate_limits.unwrap();
    assert_eq!(rate.max_tasks_dispatched_per_second, Some(500.0));
    assert_eq!((rate.max_burst_size, rate.max_concurrent_tasks), (Some(100), Some(1000)));
    let retry = queue.retry_config.unwrap();
    assert_eq!((retry.max_attempts, retry.max_doublings), (Some(100), Some(16)));
    assert_eq!(retry.min_backoff, Some(chrono::Duration::milliseconds(100)));
    assert_eq!(retry.max_backoff, Some(chrono::Duration::seconds(3600)));
    assert_eq!(retry.max_retry_duration, None);
}

#[tokio::test]
async fn locations_queues_create_makes_pull_and_app_engine_queues() {
    let session = Session::new();
    let routing = AppEngineRouting { service: Some("s".to_string()), ..Default::default() };
    let target = AppEngineHttpTarget { app_engine_routing_override: Some(routing) };

    let pulled = session.create("pull", pull()).await.unwrap();
    let pushed =
        session.create("push", Queue { app_engine_http_target: Some(target), ..Default::default() }).await.unwrap();

    assert!(pulled.pull_target.is_some());
    assert_eq!(pulled.rate_limits.unwrap().max_concurrent_tasks, Some(-1));
    let routing = pushed.app_engine_http_target.unwrap().app_engine_routing_override.unwrap();
    assert_eq!(routing.host, Some(format!("s.{}.appspot.com", session.project)));
}

#[tokio::test]
async fn locations_queues_create_refuses_a_name_in_use() {
    let session = Session::new();
    session.pull_queue().await;

    assert_refused(session.create("pull", pull()).await, "ALREADY_EXISTS", "Queue already exists");
}

#[tokio::test]
async fn locations_queues_get_answers_what_create_answered() {
    let session = Session::new();
    let created = session.create("q", pull()).await.unwrap();

    let (_, queue) = session.hub.projects().locations_queues_get(&session.queue_name("q")).doit().await.unwrap();

    assert_eq!(serde_json::to_value(queue).unwrap(), serde_json::to_value(created).unwrap());
    let missing = session.hub.projects().locations_queues_get(&session.queue_name("none")).doit().await;
    assert_refused(missing, "NOT_FOUND", QUEUE_MISSING);
}

#[tokio::test]
async fn locations_queues_get_shows_statistics_when_asked() {
    let session = Session::new();
    let name = session.pull_queue().await;
    session.add(&name, "t", "").await;

    let call = session.hub.projects().locations_queues_get(&name).read_mask(FieldMask::new(&["name", "stats"]));
    let (_, queue) = call.doit().await.unwrap();

    assert_eq!(queue.stats.unwrap().tasks_count, Some(1));
    assert!(queue.rate_limits.is_none());
}

#[tokio::test]
async fn locations_queues_list_pages_and_filters() {
    let session = Session::new();
    for id in ["b", "c", "a"] {
        session.create(id, pull()).await.unwrap();
    }
    session.create("push", Queue::default()).await.unwrap();
    let list = || session.hub.projects().locations_queues_list(&session.location).filter("pull_target: *").page_size(2);

    let first = list().doit().await.unwrap().1;
    let second = list().page_token(first.next_page_token.as_deref().unwrap()).doit().await.unwrap().1;

    let ids = |queues: Option<Vec<Queue>>| -> Vec<String> {
        queues.unwrap_or_default().iter().map(|queue| last_segment(queue.name.as_deref().unwrap())).collect()
    };
    assert_eq!(ids(first.queues), ["a", "b"]);
    assert_eq!(ids(second.queues), ["c"]);
    let third = list().page_token(second.next_page_token.as_deref().unwrap()).doit().await.unwrap().1;
    assert!(third.queues.is_none() && third.next_page_token.is_none());
}

#[tokio::test]
async fn locations_queues_patch_changes_only_the_fields_of_its_mask() {
    let session = Session::new();
    let name = session.create("q", Queue::default()).await.unwrap().name.unwrap();
    let change = Queue {
        rate_limits: Some(RateLimits { max_tasks_dispatched_per_second: Some(0.5), ..Default::default() }),
        retry_config: Some(RetryConfig { max_attempts: Some(3), ..Default::default() }),
        ..Default::default()
    };

    let call = session.hub.projects().locations_queues_patch(change, &name);
    let mask = FieldMask::new(&["rateLimits.maxTasksDispatchedPerSecond"]);
    let (_, queue) = call.update_mask(mask).doit().await.unwrap();

    assert_eq!(queue.rate_limits.unwrap().max_tasks_dispatched_per_second, Some(0.5));
    assert_eq!(queue.retry_config.unwrap().max_attempts, Some(100));
}

#[tokio::test]
async fn locations_queues_delete_blocks_the_name() {
    let session = Session::new();
    let name = session.pull_queue().await;

    session.hub.projects().locations_queues_delete(&name).doit().await.unwrap();

    let missing = session.hub.projects().locations_queues_get(&name).doit().await;
    assert_refused(missing, "NOT_FOUND", QUEUE_MISSING);
    assert_refused(
        session.create("pull", pull()).await,
        "FAILED_PRECONDITION",
        "The queue cannot be created because a queue with this name existed too recently.",
    );
    let again = session.hub.projects().locations_queues_delete(&name).doit().await;
    assert_refused(again, "NOT_FOUND", ENTITY_MISSING);
}

#[tokio::test]
async fn locations_queues_pause_refuses_leases_until_resume() {
    let session = Session::new();
    let name = session.pull_queue().await;
    session.add(&name, "t", "").await;
    let projects = session.hub.projects();

    let (_, paused) = projects.locations_queues_pause(PauseQueueRequest::default(), &name).doit().await.unwrap();

    assert_eq!(paused.state.as_deref(), Some("PAUSED"));
    let request = LeaseTasksRequest { lease_duration: Some(chrono::Duration::seconds(60)), ..Default::default() };
    let lease = projects.locations_queues_tasks_lease(request, &name).doit().await;
    assert_refused(lease, "FAILED_PRECONDITION", "");
}

#[tokio::test]
async fn locations_queues_resume_allows_leases_again() {
    let session = Session::new();
    let name = session.pull_queue().await;
    session.add(&name, "t", "").await;
    let projects = session.hub.projects();
    projects.locations_queues_pause(PauseQueueRequest::default(), &name).doit().await.unwrap();

    let (_, resumed) = projects.locations_queues_resume(ResumeQueueRequest::default(), &name).doit().await.unwrap();

    assert_eq!(resumed.state.as_deref(), Some("RUNNING"));
    assert_eq!(session.lease(&name, None).await.len(), 1);
}

#[tokio::test]
async fn locations_queues_purge_deletes_the_tasks() {
    let session = Session::new();
    let name = session.pull_queue().await;
    session.add(&name, "t", "").await;

    let call = session.hub.projects().locations_queues_purge(PurgeQueueRequest::default(), &name);
    let (_, purged) = call.doit().await.unwrap();

    assert!(purged.purge_time.is_some());
    assert!(session.task_ids(&name).await.is_empty());
}

#[tokio::test]
async fn locations_queues_get_iam_policy_of_a_fresh_queue_is_an_etag() {
    let session = Session::new();
    let name = session.pull_queue().await;
    let options = GetPolicyOptions { requested_policy_version: Some(1) };

    let request = GetIamPolicyRequest { options: Some(options) };
    let (_, policy) = session.hub.projects().locations_queues_get_iam_policy(request, &name).doit().await.unwrap();

    assert_eq!(policy.etag.as_deref(), Some(&b"\x00\x20\x01"[..]));
    assert!(policy.bindings.is_none());
}

#[tokio::test]
async fn locations_queues_set_iam_policy_guards_with_its_etag() {
    let session = Session::new();
    let name = session.pull_queue().await;
    let bindings = vec![Binding {
        condition: None,
        members: Some(vec!["user:a@example.com".to_string()]),
        role: Some("roles/cloudtasks.enqueuer".to_string()),
    }];
    let set = async |etag: Option<Vec<u8>>| {
        let policy = Policy { bindings: Some(bindings.clone()), etag, version: None };
        let request = SetIamPolicyRequest { policy: Some(policy) };
        session.hub.projects().locations_queues_set_iam_policy(request, &name).doit().await
    };

    let first = set(None).await.unwrap().1;
    let stale = refusal(set(Some(b"\x00\x20\x01".to_vec())).await);

    assert_eq!(first.version, Some(1));
    assert_eq!(first.bindings.unwrap()[0].members, bindings[0].members);
    assert_eq!(stale.0, "ABORTED");
    assert!(stale.1.starts_with("There were concurrent policy changes."), "{}", stale.1);
    set(first.etag).await.unwrap();
}

#[tokio::test]
async fn locations_queues_test_iam_permissions_grants_what_exists() {
    let session = Session::new();
    let name = session.pull_queue().await;
    let ask = async |resource: &str| {
        let permissions = vec!["cloudtasks.tasks.create".to_string(), "cloudtasks.queues.get".to_string()];
        let request = TestIamPermissionsRequest { permissions: Some(permissions) };
        let call = session.hub.projects().locations_queues_test_iam_permissions(request, resource);
        call.doit().await.unwrap().1.permissions.unwrap_or_default()
    };

    assert_eq!(ask(&name).await, ["cloudtasks.queues.get", "cloudtasks.tasks.create"]);
    assert!(ask(&session.queue_name("none")).await.is_empty());
}
