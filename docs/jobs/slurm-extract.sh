#!/bin/bash
#SBATCH --job-name=extract --array=0-63 --gpus=1 --cpus-per-task=8 --time=12:00:00
# Each task makes every 64th shard. Afterwards, once:
#   sbatch --dependency=afterok:JOBID --wrap 'tinyemo features join /shared/features/pictures-all-clip-vit-l14'
# `join` names the shards that are missing, if any: submit this again, finished shards are passed over.
set -euo pipefail
srun tinyemo features extract /shared/pictures --encoder clip-vit-l14 --out /shared/features \
    --part "${SLURM_ARRAY_TASK_ID}/${SLURM_ARRAY_TASK_COUNT}"
