# A light ACP agent for the teardown bench: it shakes hands, opens a session, never answers a prompt, and ignores a cancel, the end of its
# input, and every signal that can be ignored. With --family it has a child, a grandchild, and a great-grandchild in a session of its own
# whose parent has gone. What is ignored stays so over an `exec`.
trap '' TERM INT HUP
if [ "$1" = --family ]; then
  sh -c 'sh -c "(setsid sleep 1000 &); exec sleep 1000" & exec sleep 1000' >/dev/null 2>&1 </dev/null &
fi
while read -r line; do
  id=${line#*'"id":'}
  id=${id%%[,\}]*}
  case $line in
    *'"method":"initialize"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":1,"agentCapabilities":{},"authMethods":[]}}\n' "$id" ;;
    *'"method":"session/new"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"sessionId":"s"}}\n' "$id" ;;
  esac
done
exec sleep 1000
