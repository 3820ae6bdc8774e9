#!/bin/sh
# Run cascadarr as PUID:PGID. Started by another user than root, stay that user.
set -eu

if [ "$(id -u)" -ne 0 ]; then
    exec python -m bot "$@"
fi
if [ "$PUID" -eq 0 ] || [ "$PGID" -eq 0 ]; then
    echo "PUID and PGID must not be 0: Cascadarr does not run as root." >&2
    exit 2
fi
chown "$PUID:$PGID" /config
exec setpriv --reuid="$PUID" --regid="$PGID" --clear-groups --no-new-privs python -m bot "$@"
