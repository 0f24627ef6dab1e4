-- What a node needs and no more: no definitions, and neither the fence's rows nor stored events can be taken back.
GRANT USAGE ON SCHEMA ${schema} TO ${role};
GRANT SELECT ON ${schema}.schema_version TO ${role};
GRANT SELECT, INSERT, DELETE ON ${schema}.event TO ${role};
GRANT SELECT, UPDATE (deleted_to) ON ${schema}.position TO ${role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.snapshot TO ${role};
GRANT SELECT, UPDATE ON ${schema}.usage TO ${role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.node TO ${role};
