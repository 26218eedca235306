#!/bin/sh
# planbook を始める。本のフォルダーを書くと、その本を開く: ./はじめに.sh わたしの町
kit=$(cd "$(dirname "$0")" && pwd) || exit 2
PATH=$kit:$PATH
book=${1:-$kit/わたしの本}
if [ ! -f "$book/content/plan.yaml" ]; then
  echo "はじめての本を作ります: $book"
  planbook init "$book" || exit
fi
while :; do
  printf '\n  1 原稿を調べる\n  2 書きながら見る（終わるには Ctrl-C）\n  3 サイトとPDFを作る\n'
  printf '  4 できたサイトを開く\n  5 この機械に足りないものを調べる\n  0 終わる\n'
  printf '番号を書いて Enter を押してください: '
  read -r answer || exit 0
  case $answer in
    1) planbook -C "$book" check ;;
    2) planbook -C "$book" serve --open ;;
    3) planbook -C "$book" build ;;
    4) xdg-open "$book/output/index.html" ;;
    5) planbook -C "$book" doctor ;;
    0 | '') exit 0 ;;
  esac
done
