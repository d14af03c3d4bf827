# One expression checks the line as combined and finds the end of its request. mawk knows no intervals such as {3}.
match($0, /^[^ ]+ [^ ]+ [^\[]+ \[[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [-+][0-9][0-9][0-9][0-9]\] "[A-Z]+ ([^"\\]|\\.)+" [0-9][0-9][0-9] ([0-9]+|-)/) {
    path = $0
    sub(/^[^\]]*\] "[A-Z]+ /, "", path)
    sub(/[ ?#].*/, "", path)
    if (path ~ /\.(png|js|css)$/ || path ~ /(^|\/)(favicon\.ico|robots\.txt|index\.php)(\/|$)/) next
    hits[path]++
}

END {
    for (rank = 1; rank <= 5; rank++) {
        best = ""
        for (path in hits)
            if (best == "" || hits[path] > hits[best] || (hits[path] == hits[best] && path < best)) best = path
        if (best == "") exit
        print hits[best] "\t" best
        delete hits[best]
    }
}
