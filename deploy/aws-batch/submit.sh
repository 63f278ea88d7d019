#!/usr/bin/env bash
# Makes a sweep as an AWS Batch array job; each child makes its part and puts it into S3:
#   submit.sh PARTS s3://BUCKET/PREFIX SCENARIO [what else `vpcsim sweep` takes]
# Once before: aws batch register-job-definition --cli-input-json file://job-definition.json
# Afterwards:  aws s3 sync s3://BUCKET/PREFIX parts && vpcsim sweep merge parts/* --out outputs/all
# QUEUE names the job queue (default: vpcsim). An array has 2 to 10,000 children.
set -euo pipefail
[ "$#" -ge 3 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
parts=$1 place=$2 scenario=$3
shift 3
quoted=
[ "$#" -eq 0 ] || quoted=$(printf ' %q' "$@")
child="vpcsim sweep /scenarios/$scenario$quoted --shard auto/$parts --out /tmp/part && \
aws s3 cp --recursive /tmp/part $place/\$AWS_BATCH_JOB_ARRAY_INDEX"
child=${child//\\/\\\\}
command="[\"bash\", \"-c\", \"${child//\"/\\\"}\"]"
aws batch submit-job \
  --job-name "vpcsim-$(basename "$scenario" .ron)" \
  --job-queue "${QUEUE:-vpcsim}" \
  --job-definition vpcsim-sweep \
  --array-properties "size=$parts" \
  --container-overrides "{\"command\": $command}"
