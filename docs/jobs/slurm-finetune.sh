#!/bin/bash
#SBATCH --job-name=finetune --nodes=1 --gpus=4 --cpus-per-task=16 --time=24:00:00
set -euo pipefail
launch="srun accelerate launch --config_file docs/jobs/accelerate-ddp.yaml --num_processes 4 $(command -v tinyemo)"
[ -f /shared/stage1/pretrain.json ] || $launch pretrain /shared/set --out /shared/stage1   # passed over once it is done
$launch finetune /shared/set --model /shared/stage1 --out /shared/model
