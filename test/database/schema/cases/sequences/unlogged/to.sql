-- needs: PostgreSQL 15
create unlogged sequence numbers;
