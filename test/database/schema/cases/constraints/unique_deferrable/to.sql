create table t (a integer constraint u unique deferrable initially deferred);
