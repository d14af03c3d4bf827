-- One expression checks the line as combined and takes the path out; a line that does not match has none.
WITH extract(line, '^\\S+ \\S+ [^\\[]+ \\[\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\] "[A-Z]+ ((?:[^ "?#\\\\]|\\\\.)+)[^"\\\\]*(?:\\\\.[^"\\\\]*)*" \\d{3} (?:\\d+|-)') AS path
SELECT path, count() AS hits
FROM file('{log}', LineAsString, 'line String')
WHERE path != ''
    AND NOT match(path, '\\.(png|js|css)$|(^|/)(favicon\\.ico|robots\\.txt|index\\.php)(/|$)')
GROUP BY path
ORDER BY hits DESC, path
LIMIT 5
