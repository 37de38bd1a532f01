# gcloud app deploy with a queue.yaml, and again without a change; in the release track of the argument, if there is one.
set -e
gcloud $1 app deploy queue.yaml --quiet
gcloud $1 app deploy queue.yaml --quiet
gcloud tasks queues describe q | grep -x '  maxAttempts: 4'
gcloud tasks create-app-engine-task a --queue=q --quiet
