-- One expression checks the line as combined and takes the path out; a line that does not match has none.
WITH requests AS (
    SELECT regexp_extract(line, '^\S+ \S+ [^\[]+ \[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[A-Z]+ ((?:[^ "?#\\]|\\.)+)[^"\\]*(?:\\.[^"\\]*)*" \d{3} (?:\d+|-)', 1) AS path
    FROM read_csv('{log}', columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', header = false,
        auto_detect = false, strict_mode = false)
)
SELECT path, count(*) AS hits
FROM requests
WHERE path != ''
    AND NOT regexp_matches(path, '\.(png|js|css)$|(^|/)(favicon\.ico|robots\.txt|index\.php)(/|$)')
GROUP BY path
ORDER BY hits DESC, path
LIMIT 5
