#!/bin/sh
# pip install wheel
set -e
sudo pip install litellm && uv tool install 'aider-chat==0.80.0'
echo "run: pip list"
