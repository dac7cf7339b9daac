# Builds the images of Cairn's three programs: docker build -f deploy/cairn.Dockerfile --target service .
# The targets are migrate, service and worker; they share the build.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -q -DskipTests -Dspotless.check.skip=true -Dmdep.analyze.skip=true \
        -pl migrations,service,worker -am package \
    && for module in migrations service worker; do \
        mkdir -p "/out/$module/app" \
        && mv "$module/target/lib" "/out/$module/lib" \
        && mv "$module/target/cairn-$module.jar" "/out/$module/app/" \
        && find "/out/$module/lib" -name 'cairn-*.jar' -exec mv -t "/out/$module/app" {} + \
        || exit 1; \
    done

# Libraries change rarely and lie in a layer of their own, below our classes.
FROM eclipse-temurin:17-jre AS runtime
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin cairn
WORKDIR /opt/cairn

FROM runtime AS migrate
COPY --from=build /out/migrations/lib lib
COPY --from=build /out/migrations/app app
USER cairn
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", "app/*:lib/*", "dev.cairn.migrations.Migrate"]

FROM runtime AS service
COPY --from=build /out/service/lib lib
COPY --from=build /out/service/app app
USER cairn
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-cp", "app/*:lib/*", "dev.cairn.service.CairnService"]

# The trials run in a child JVM with its own limits; this one only talks.
FROM runtime AS worker
COPY --from=build /out/worker/lib lib
COPY --from=build /out/worker/app app
# A volume mounted here takes over the owner. It must allow execution: native libraries are unpacked into it.
RUN install -d -o cairn -g cairn /var/lib/cairn
ENV CAIRN_WORKER_DIRECTORY=/var/lib/cairn
USER cairn
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", "app/*:lib/*", "dev.cairn.worker.Worker"]
