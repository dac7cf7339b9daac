package dev.cairn.service.trial;

import dev.cairn.search.space.Point;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which points a study has already. */
@Repository
public class PointKeys {
    private final JdbcClient jdbc;

    PointKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first search trial of each of these points that has one, by the point's key in hex. */
    public Map<String, Long> taken(long study, List<Point> points) {
        var taken = new HashMap<String, Long>();
        jdbc.sql("""
                        select encode(point_key, 'hex') as key, min(id) as trial from trial
                        where study_id = :study and purpose = 'SEARCH' and point_key = any(:keys) group by point_key
                        """)
                .param("study", study)
                .param("keys", points.stream().map(Point::key).toArray(byte[][]::new))
                .query(row -> {
                    taken.put(row.getString("key"), row.getLong("trial"));
                });
        return taken;
    }

    /** A point's key as {@link #taken} names it. */
    public static String hex(Point point) {
        return HexFormat.of().formatHex(point.key());
    }
}
