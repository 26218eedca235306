# The findings of `planbook check --format json`, as GitLab shows them beside their lines.
map(select(.labels | length > 0) | {
  description: ([.message] + .hints | join("。")),
  check_name: .code,
  fingerprint: ([.code, .labels[0].file, (.labels[0].start.line | tostring), .message] | join(":") | @base64),
  severity: ({error: "major", warning: "minor", awaited: "info"}[.severity]),
  location: { path: .labels[0].file, lines: { begin: .labels[0].start.line } }
})
