# One-shot image: initialises and migrates, then ends. Another base: docker build --build-arg NODE_IMAGE=node:24-slim .
ARG NODE_IMAGE=node:20-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# With the optional packages, as rolldown and tsc come in them. Not "npm ci": it refuses a lock file that was written
# where the registry lacks the build of a tool for some other platform.
RUN npm install --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY docs/errors.md ./docs/
RUN node scripts/build.mjs && npm prune --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY sql ./sql
COPY migrations ./migrations
USER 1000:1000
ENV NODE_ENV=production
ENTRYPOINT ["node", "/app/dist/cli/main.cjs"]
CMD ["init", "--wait=60s"]
