#!/bin/bash
#SBATCH --job-name=synth --cpus-per-task=4 --time=24:00:00
# Replies are kept in a journal in the folder of the set: submitted again, it asks only for what is not there.
set -euo pipefail
srun tinyemo synth /shared/pictures --out /shared/set "$@"   # add --generator and what it needs: tinyemo synth --help
