# docker build -t firn .          docs/deployment.md tells how it is run
ARG JAVA=17

FROM maven:3.9.9-eclipse-temurin-${JAVA} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -pl cluster-node,ops -am package -DskipTests -Dspotless.check.skip -Denforcer.skip \
    && ops/deploy/assemble /opt/firn

FROM eclipse-temurin:${JAVA}-jre AS runtime
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 firn \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/firn --shell /usr/sbin/nologin firn \
    && install -d -o firn -g firn -m 0750 /var/lib/firn
COPY --from=build /opt/firn /opt/firn

# The archive of classes belongs to this very JVM and these very jars. A node starts, takes events, stops.
FROM runtime AS rehearsal
RUN /opt/firn/bin/firn rehearse

FROM runtime
COPY --from=rehearsal /opt/firn/lib/classes.jsa /opt/firn/lib/classes.jsa
ENV PATH=/opt/firn/bin:$PATH
WORKDIR /var/lib/firn
VOLUME /var/lib/firn
USER 10001:10001
EXPOSE 8080 7355
# SIGTERM goes through tini to the JVM: bin/firn replaces itself by it.
ENTRYPOINT ["/usr/bin/tini", "--", "/opt/firn/bin/firn"]
CMD ["run", "-Dfirn.data-dir=/var/lib/firn"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health/ready"]
