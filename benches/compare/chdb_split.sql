-- Quotes part a combined line into client and time, request, status and size, referer, blank, user agent.
-- The date itself is not checked: this is the quickest form.
WITH
    splitByChar('"', line) AS quoted,
    splitByChar(' ', quoted[2]) AS request,
    splitByChar(' ', quoted[3]) AS outcome,
    cutQueryStringAndFragment(request[2]) AS path
SELECT path, count() AS hits
FROM file('{log}', LineAsString, 'line String')
WHERE endsWith(quoted[1], '] ')
    AND length(outcome[2]) = 3 AND toUInt16OrNull(outcome[2]) IS NOT NULL
    AND (outcome[3] = '-' OR toUInt64OrNull(outcome[3]) IS NOT NULL)
    AND length(request) > 1
    AND NOT (endsWith(path, '.png') OR endsWith(path, '.js') OR endsWith(path, '.css'))
    AND NOT hasAny(splitByChar('/', path), ['favicon.ico', 'robots.txt', 'index.php'])
GROUP BY path
ORDER BY hits DESC, path
LIMIT 5
