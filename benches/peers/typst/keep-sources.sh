#!/bin/sh
# Stands before the typesetter: keeps a copy of the sources and the arguments of each run in
# $KEEP_SOURCES_IN, then runs $TYPST with them.
set -eu
if [ "$1" = compile ]; then
  root= next=
  for word in "$@"; do
    if [ -n "$next" ]; then root=$word next=; fi
    if [ "$word" = --root ]; then next=yes; fi
  done
  cp -rL "$root" "$KEEP_SOURCES_IN/$$"
  printf '%s\n' "$root" "$@" > "$KEEP_SOURCES_IN/$$/arguments"
fi
exec "$TYPST" "$@"
